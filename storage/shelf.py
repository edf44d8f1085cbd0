"""The packs at hand: the accepted one, and those that older cases are pinned to."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from flows.pack.build import build_pack
from flows.pack.model import Pack
from flows.pack.source import Source
from storage.store.kept import keep_pack, kept_pack


class Shelf:
    """Packs by hash of meaning. An older one is read with today's words of the bot."""

    def __init__(self, accepted: Source) -> None:
        self._content = json.dumps(accepted.data, ensure_ascii=False)
        self._words: Mapping[str, Mapping[str, object]] = accepted.words
        self.accepted = build_pack(accepted.data, accepted.words)
        self._packs = {self.accepted.meaning: self.accepted}

    def keep(self, session: Session, now: datetime) -> None:
        """Keep the accepted pack in the store, so that cases answered with it stay readable."""
        pack = self.accepted
        keep_pack(session, pack.meaning, pack.wording, self._content, now)

    def pack(self, session: Session, meaning: str) -> Pack:
        """Return the pack that a case is pinned to. Raise NotFound when it was never kept."""
        if meaning not in self._packs:
            data = json.loads(kept_pack(session, meaning))
            self._packs[meaning] = build_pack(data, self._words)
        return self._packs[meaning]
