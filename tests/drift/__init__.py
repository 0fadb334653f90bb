"""The drift simulator: saved pages changed as redesigns change them, and whether the first visit after it says so."""
