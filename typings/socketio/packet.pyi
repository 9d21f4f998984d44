from typing import Any

EVENT: int

class Packet:
    packet_type: int
    data: Any
    namespace: str | None
    uses_binary_events: bool
    def decode(self, encoded_packet: str) -> int | None: ...
