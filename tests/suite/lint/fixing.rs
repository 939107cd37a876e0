//! `--fix` writes files back, reports what is left, and changes nothing the second time.

use crate::support::{scratch, specline_in, write};

const DOCUMENT: &str = "\
openapi: 3.0.0
info: {title: Items, version: '1'}   # kept
paths:
  /items:
    get:
      tags: [items]
      responses:
        '200':
          description: The items.
          content: {application/json: {schema: {type: array}}}
";

#[test]
fn files_are_put_right_and_the_rest_is_reported() {
    let folder = scratch();
    let file = folder.path().join("items.yaml");
    write(&file, DOCUMENT);
    let args = ["lint", "items.yaml", "-f", "json", "--fail-on", "never", "--fix"];
    let first = specline_in(folder.path(), &args).expect(0);
    assert_eq!(first.err, "fixed 2 findings in 1 file\n");
    assert!(!first.out.contains("array-items") && first.out.contains("info-contact"), "{}", first.out);
    let expected = DOCUMENT.replace("type: array}", "type: array, items: {}}") + "tags:\n  - name: items\n";
    assert_eq!(std::fs::read_to_string(&file).unwrap(), expected);
    let second = specline_in(folder.path(), &args).expect(0);
    assert_eq!((second.err.as_str(), &second.out), ("fixed 0 findings in 0 files\n", &first.out));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), expected);
}

#[test]
fn what_is_accepted_is_left_alone_and_standard_input_cannot_be_fixed() {
    let folder = scratch();
    let file = folder.path().join("items.yaml");
    let accepted = DOCUMENT.replace("{type: array}", "{type: array, x-lint-ignore: array-items}");
    write(&file, &accepted);
    let args = ["lint", "items.yaml", "--fail-on", "never", "--fix", "--only", "array-items"];
    assert!(specline_in(folder.path(), &args).expect(0).err.contains("fixed 0 findings"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), accepted);
    let refused = specline_in(folder.path(), &["lint", "-", "--fix"]).expect(2).err;
    assert!(refused.contains("standard input"), "{refused}");
}
