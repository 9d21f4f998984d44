"""The stand-in as a process of its own: `python -m portal.demo.notify`, as benches and kill tests run it."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from uuid import uuid4

from notifications_python_client.notifications import NotificationsAPIClient

from tests.databases import ROOT

PACE = ["--answers-after", "0.06", "--retries", "0"]


def config(folder: Path) -> tuple[Path, str, str]:
    """A file of services; the key and the template of the one in it."""
    service, secret = str(uuid4()), str(uuid4())
    written = {
        "id": service,
        "name": "Kite",
        "keys": [{"name": "portal", "secret": secret, "kind": "live"}],
        "templates": [["hello", "sms", None, "Hello ((day))"]],
        "inbound_number": "447700900860",
        "team": ["07700 900401", "dani.rowe@example.com"],
        "text_senders": {str(uuid4()): "Kite"},
        "receipts": {"url": "http://127.0.0.1:9/notify/receipts", "token": "secret"},
    }
    path = folder / "services.json"
    path.write_text(json.dumps({"services": [written]}))
    return path, f"portal-{service}-{secret}", service


def test_it_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    path, key, service = config(tmp_path)
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "portal.demo.notify",
            "--config",
            str(path),
            "--answers-after",
            "0.06",
            "--retries",
            "0",
        ],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        ready = re.fullmatch(r"Ready: (http://\S+) control (http://\S+)\n", process.stdout.readline())
        assert ready
        client: Any = NotificationsAPIClient(key, base_url=ready[1])
        template = client.get_all_templates("sms")["templates"][0]["id"]
        sent = client.send_sms_notification("07700 900401", template, {"day": "Monday"}, "mine")
        with urlopen(f"{ready[2]}/ledger") as answer:
            (row,) = json.load(answer)["sent"]
        assert (row["id"], row["shown"], row["service"]) == (sent["id"], "Hello Monday", service)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        process.stdout.close()
    finally:
        process.kill()
        process.wait()
