"""All that people wrote to each other, and who was away meanwhile: told on top of a council's families."""

from portal.demo.cast import EXAMPLESHIRE
from portal.demo.story import Story
from portal.demo.talks import away, aziz, brennan, costa, dunn, haile, hartley, rowe_bell

AT_EXAMPLESHIRE = (
    away.tell,
    rowe_bell.tell,
    haile.tell,
    costa.tell,
    aziz.tell,
    hartley.tell,
    brennan.tell,
)


def tell_talks(story: Story) -> None:
    for tell in AT_EXAMPLESHIRE if story.council == EXAMPLESHIRE else (dunn.tell,):
        tell(story)
