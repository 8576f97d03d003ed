"""The child that looks into a picture, a scan or a zip of pictures; started by `webapp.files.inspecting`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from webapp.files import inspecting_archive, inspecting_images
from webapp.files.inspecting_refusals import Refused
from webapp.sandbox.child import Pipe, serve


def answer(request: dict[str, Any], pipe: Pipe) -> Iterator[Any]:
    """The frames of one request; {"refused": [code, params]} when the file isn't taken."""
    try:
        yield from DO[request["do"]](request, pipe)
    except Refused as refused:
        yield {"refused": [refused.code, refused.params]}


def _picture(_request: dict[str, Any], pipe: Pipe) -> Iterator[Any]:
    yield from _shown(inspecting_images.look(pipe.body()))


def _shown(picture: inspecting_images.Picture, **more: Any) -> Iterator[Any]:
    facts = asdict(picture)
    thumb, display = facts.pop("thumb"), facts.pop("display")
    yield facts | more
    yield thumb
    yield display


def _scan(request: dict[str, Any], pipe: Pipe) -> Iterator[Any]:
    # Here, since neither PDFium nor the code reader is needed for a picture.
    from webapp.files import inspecting_scans

    yield inspecting_scans.look(pipe.body(), request["pages"])


def _archive(request: dict[str, Any], pipe: Pipe) -> Iterator[Any]:
    archive, found = inspecting_archive.directory(pipe, request["size"])
    yield {"total": len(found)}
    reading = inspecting_archive.Reading(archive, request["largest"])
    for place, (info, name) in enumerate(found):
        if place <= request["after"]:
            continue
        if reading.streamed > inspecting_archive.MOST_STREAMED:
            raise Refused("streamed", most=inspecting_archive.MOST_STREAMED >> 30)
        entry = {"place": place, "name": name, "size": info.file_size}
        try:
            content = reading.read(info, name)
            picture = inspecting_images.look(content)
        except Refused as refused:
            yield entry | {"entry_refused": [refused.code, refused.params]}
            continue
        yield from _shown(picture, **entry | {"size": len(content)}, entry_refused=None)
        yield content
    yield {"end": True}


DO = {"picture": _picture, "scan": _scan, "archive": _archive}

if __name__ == "__main__":
    sys.exit(serve(answer))
