#!/usr/bin/env python3
"""Runs a command and says what it cost: measure.py [--times N] COMMAND... prints `wall user peak code`: the seconds of the
quickest run, its user seconds, its peak memory in MB and its exit code. Its output goes nowhere."""
import os, subprocess, sys, time

times, command = 3, sys.argv[1:]
if command[0] == "--times":
    times, command = int(command[1]), command[2:]
best = None
for _ in range(times):
    begun = time.monotonic()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    run = (time.monotonic() - begun, used.ru_utime, used.ru_maxrss / 1024, os.waitstatus_to_exitcode(status))
    best = min(best or run, run)
print(f"{best[0]:.3f} {best[1]:.3f} {best[2]:.0f} {best[3]}")
