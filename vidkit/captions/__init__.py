"""What is said, and when: words, cues, their files and their rules. Knows nothing of pictures or brands."""
