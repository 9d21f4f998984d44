"""Where inside a page somebody comes in, for all that lead there."""

from uuid import UUID

# Of a conversation: above its box, at what has to be known before one writes.
BEFORE_WRITING = "#before-writing"


def staff_conversation(conversation_id: UUID | str) -> str:
    """For a member of staff who comes to read the last words, and to answer."""
    return f"/staff/messages/{conversation_id}{BEFORE_WRITING}"
