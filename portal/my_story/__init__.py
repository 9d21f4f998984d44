"""What a child or young person wants a new worker to know: written by them, approved by them, read by who comes."""
