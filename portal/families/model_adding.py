"""Who comes to a worker new: a child with a plan, and the adults who belong to that child."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

PLAN_TYPES = ("family_help", "child_in_need", "child_protection", "looked_after", "care_leaver")
RELATIONSHIPS = (
    "mother", "father", "step_parent", "grandparent", "foster_carer", "kinship_carer", "other",
)  # fmt: skip
PRONOUNS = ("she", "he", "they")
# What people here speak at home most often, by the census of 2021, in that order; whatever else somebody speaks is
# written beside it in words.
LANGUAGES = (
    "en", "cy", "pl", "ro", "pa", "ur", "pt", "es", "ar", "bn", "gu", "it", "ta", "fr", "lt", "zh", "tr", "bg", "ru",
    "fa", "hu", "el", "ku", "so", "sq", "uk", "ti", "ps", "am", "vi", "bfi",
)  # fmt: skip
# Looked-after children's clocks run by where and by what right a child lives.
CIRCUMSTANCES = (
    "usual", "placement_to_18", "long_term_foster_child_agrees", "with_parents_before_assessment",
    "temporarily_approved_carer", "interim_order_with_parents", "care_order_with_parents", "placed",
)  # fmt: skip
# A child's plan ends at 18, a care leaver's at 25; a child who is not born yet has the day that is expected.
GROWN_UP, LEAVES_AT = 18, 25
# So much older than a child is whoever is offered as a mother or father.
YOUNGEST_PARENT = 11
EXPECTED_WITHIN_DAYS = 280


@dataclass(frozen=True, slots=True)
class KnownChild:
    """A child of this council with the same name and birthday. `has_plan`: somebody works with them now."""

    id: UUID
    family_id: UUID | None
    has_plan: bool


@dataclass(frozen=True, slots=True)
class NewPerson:
    """`called`: what others of the family read. `interpreter_language` is in words: "Tigrinya"."""

    name: str
    called: str
    pronoun: str
    born_on: date | None
    language: str
    interpreter_language: str | None
    access_needs: str | None


@dataclass(frozen=True, slots=True)
class NewPlan:
    """`clock_on`: where the clock starts another day than the plan: a placement, an order, a move."""

    type: str
    circumstance: str
    from_on: date
    clock_on: date | None
    worker_id: UUID


@dataclass(frozen=True, slots=True)
class NewRelationship:
    type: str
    parental_responsibility: bool
    responsibility_basis: str | None
    lives_with: bool
    from_on: date
    why: str


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who could be meant: an adult of the same family, or a worker."""

    id: UUID
    name: str
    detail: str
