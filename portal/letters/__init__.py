"""Letters as staff see them: what somebody was sent, whom we cannot reach, what came back, and how texts are set up."""
