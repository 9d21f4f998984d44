"""Who gets which letter, and when: the rules one by one, and whole days against a table written by hand."""
