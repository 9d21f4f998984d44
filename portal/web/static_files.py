"""The built files and the councils' style sheets: packed, good for a year, and nothing that no manifest names."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import brotli
from aiohttp import web

from portal.web.theme import css_named

BUILT = Path(__file__).parent / "built"
PATH = "/assets/{name}"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Packed:
    """One file in the three ways that it can travel."""

    content_type: str
    plain: bytes
    gzip: bytes
    brotli: bytes


class StaticFiles:
    """Reads the manifest and its files once; what is not in it cannot be asked for."""

    def __init__(self, folder: Path = BUILT) -> None:
        self._names: Mapping[str, str] = json.loads((folder / "manifest.json").read_text())
        self._files = {name: _read(folder / name) for name in self._names.values()}

    def asset(self, name: str) -> str:
        """The address of a file by its plain name: "app.css" -> "/assets/app-….css"."""
        return f"/assets/{self._names[name]}"

    def find(self, name: str) -> Packed | None:
        return self._files.get(name) or council_css(name)

    async def show_asset(self, request: web.Request) -> web.Response:
        """Serves one file, or the plain 404."""
        file = self.find(request.match_info["name"])
        if file is None:
            raise web.HTTPNotFound
        encoding, body = _chosen(file, request.headers.get("Accept-Encoding", ""))
        response = web.Response(body=body, headers={**HEADERS, "Content-Type": file.content_type})
        if encoding:
            response.headers["Content-Encoding"] = encoding
        return response


def add_static_files(app: web.Application, files: StaticFiles) -> None:
    """GET and HEAD of /assets/{name}. It needs no audience: it holds nothing of anybody."""
    app.router.add_get(PATH, files.show_asset)


def council_css(name: str) -> Packed | None:
    """A council's colours by the name that theme_path made."""
    css = css_named(name)
    return _pack(css) if css is not None else None


@lru_cache(maxsize=64)
def _pack(css: str) -> Packed:
    body = css.encode()
    return Packed(TYPES[".css"], body, gzip.compress(body, 9, mtime=0), brotli.compress(body))


def _read(path: Path) -> Packed:
    return Packed(
        content_type=TYPES[path.suffix],
        plain=path.read_bytes(),
        gzip=path.with_name(f"{path.name}.gz").read_bytes(),
        brotli=path.with_name(f"{path.name}.br").read_bytes(),
    )


def _chosen(file: Packed, accepted: str) -> tuple[str, bytes]:
    """The smallest way that the browser takes. `q=0` is a no."""
    takes = dict(_weights(accepted))
    if takes.get("br", 0.0) > 0:
        return "br", file.brotli
    if takes.get("gzip", 0.0) > 0:
        return "gzip", file.gzip
    return "", file.plain


def _weights(accepted: str) -> list[tuple[str, float]]:
    weights = []
    for part in accepted.lower().split(","):
        name, _, rest = part.partition(";")
        value = rest.strip().removeprefix("q=") or "1"
        counts = value.isascii() and value.replace(".", "", 1).isdigit()
        weights.append((name.strip(), float(value) if counts else 0.0))
    return weights
