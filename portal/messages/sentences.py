"""What `messaging` has others say to people, from the catalogue of whoever reads it."""

from collections.abc import Mapping

from messaging.model import Problem, Sentences
from portal.web.messages import Catalogue


def sentences_of(catalogues: Mapping[str, Catalogue]) -> Sentences:
    """Problems, and the name of somebody who covers; in English where a language has no catalogue."""

    def in_language(language: str) -> Catalogue:
        return catalogues.get(language, catalogues["en"])

    def problem(language: str, problem: Problem) -> str:
        return in_language(language).plain(f"socket.{problem.value}")

    def covering(language: str, name: str, worker: str) -> str:
        return in_language(language).plain("socket.covering", name=name, worker=worker)

    return Sentences(problem, covering)
