"""The web door: pages over the archive, and the few links by which subscribers change what they get."""
