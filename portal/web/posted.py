"""What was posted: one value of each name, or as many as are meant."""

from collections import Counter
from typing import TypeVar, overload

from multidict import MultiDictProxy

T = TypeVar("T")


class SentTwice(Exception):
    """A name came more than once where one value is meant. Which of them is, nobody can tell."""


class Posted(MultiDictProxy[str]):
    """The fields of a form. Whoever asks for one value of a name that came twice is told so: SentTwice."""

    def __getitem__(self, key: str) -> str:
        self._only_once(key)
        return super().__getitem__(key)

    @overload
    def get(self, key: str) -> str | None: ...

    @overload
    def get(self, key: str, default: T) -> str | T: ...

    def get(self, key: str, default: object = None) -> object:
        self._only_once(key)
        return super().get(key, default)

    def _only_once(self, key: str) -> None:
        if len(self.getall(key, ())) > 1:
            raise SentTwice

    @property
    def twice(self) -> frozenset[str]:
        return frozenset(
            name for name, times in Counter(name for name, _ in self.items()).items() if times > 1
        )
