"""The history of the schema, for both engines; `HEAD` is the version that this program works with."""

HEAD = "0012"
