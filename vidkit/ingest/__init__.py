"""Facts about a clip, its speech as sound, its fingerprint. Opens clips read-only and starts no program."""
