"""Who is asking: the actor, sessions, passwords, and the log of who opened what."""
