"""What one run of the program has of its machine: files of its own, languages, the laptop, crash reports."""
