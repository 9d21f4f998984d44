from typing import Any

EVENT: int

class Packet:
    packet_type: int
    data: Any
    uses_binary_events: bool
    def decode(self, encoded_packet: str) -> int | None: ...
