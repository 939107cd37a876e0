#!/usr/bin/env python3
"""Runs a command and says what it cost: measure.py [--times N] COMMAND... prints `wall user peak code`: the seconds of the
quickest run, its user seconds, its peak memory in MB and its exit code. Its output goes nowhere."""
import os, signal, subprocess, sys, threading, time


def once(command, folder=None, bound=None):
    """Wall seconds, user seconds, megabytes and exit code of one run; after `bound` seconds it is killed with all that it
    started, and TimeoutError raised."""
    begun = time.monotonic()
    child = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, start_new_session=True)
    late = threading.Event()

    def kill():
        late.set()
        os.killpg(child.pid, signal.SIGKILL)

    timer = threading.Timer(bound, kill) if bound else None
    if timer:
        timer.start()
    _, status, used = os.wait4(child.pid, 0)
    wall = time.monotonic() - begun
    if timer:
        timer.cancel()
    if late.is_set():
        raise TimeoutError
    return wall, used.ru_utime, used.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    times, command = 3, sys.argv[1:]
    if command[0] == "--times":
        times, command = int(command[1]), command[2:]
    best = min((once(command) for _ in range(times)), key=lambda run: run[0])
    print(f"{best[0]:.3f} {best[1]:.3f} {best[2]:.0f} {best[3]}")
