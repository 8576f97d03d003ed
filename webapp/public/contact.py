"""The training institution's public contact block as the notice prints it (二): office lines only.

The names and the private number and mailbox in the notice are people's, and stay out of a public page.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contact:
    """Where one asks: an institution's address and its office telephones."""

    institution: str
    address: str
    phones: tuple[str, ...]
    clause: str


NOTICE = Contact("日照市技师学院", "日照市大学科技园临沂北路2号", ("0633-2910098", "0633-2910026"), "二")
