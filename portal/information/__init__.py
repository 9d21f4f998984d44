"""Pages that anybody may read: people to talk to, who can see what, privacy, accessibility."""
