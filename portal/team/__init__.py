"""What a manager's team has before it: who waits, what is overdue, who is away."""
