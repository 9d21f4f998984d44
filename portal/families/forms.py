"""What staff type about people of a family: safe contact, restrictions, relationships, who works with them."""

from datetime import date
from uuid import UUID

from portal.families.model import (
    NewRestriction,
    Person,
    Relationship,
    RelationshipChange,
)
from portal.web.fields import (
    AtMost,
    BooleanField,
    Chosen,
    HiddenField,
    RadioField,
    Required,
    StringField,
    TextAreaField,
    choices,
    refuse,
)
from portal.web.fields_of_time import DayField
from portal.web.forms import Form


class RestrictionForm(Form):
    protects = RadioField(
        "families.restriction.l_protects", validators=[Chosen("families.restriction.e_protects")]
    )
    kind = RadioField(
        "families.restriction.l_kind",
        choices=choices("families.restriction", ["no_contact", "no_whereabouts"]),
        validators=[Chosen("families.restriction.e_kind")],
    )
    authority = StringField(
        "families.restriction.l_authority",
        validators=[Required("families.restriction.e_authority"), AtMost(300, "families.e_long")],
    )
    from_on = DayField("families.restriction.l_from", "families.restriction.e_from")
    until_on = DayField("families.restriction.l_until", "families.restriction.e_until", needed=False)
    review_on = DayField("families.restriction.l_review", "families.restriction.e_review")

    def check(self, today: date) -> bool:
        sound = self.validate()
        if sound and self.until_on.data and self.until_on.data < max(today, self.from_on.data or today):
            refuse(self.until_on, "families.restriction.e_until_early")
        if sound and self.review_on.data and self.review_on.data < today:
            refuse(self.review_on, "families.restriction.e_review_early")
        return sound and not self.errors

    def new(self, person: Person) -> NewRestriction:
        assert self.from_on.data is not None
        assert self.review_on.data is not None
        return NewRestriction(
            person_id=person.id,
            protects_id=UUID(self.protects.data),
            kind=self.kind.data,
            authority=self.authority.data or "",
            from_on=self.from_on.data,
            until_on=self.until_on.data,
            review_on=self.review_on.data,
        )


class ReasonForm(Form):
    why = TextAreaField(
        "families.l_why", validators=[Required("families.e_why"), AtMost(300, "families.e_long")]
    )


class RelationshipForm(ReasonForm):
    was = HiddenField()
    responsibility = BooleanField("families.relationship.l_responsibility")
    basis = StringField("families.relationship.l_basis", validators=[AtMost(200, "families.e_long")])
    lives_with = BooleanField("families.relationship.l_lives_with")
    to_on = DayField("families.relationship.l_to", "families.relationship.e_to", needed=False)

    def check(self, was: Relationship) -> bool:
        sound = self.validate()
        if self.responsibility.data and not self.basis.data:
            refuse(self.basis, "families.relationship.e_basis")
        if self.to_on.data and self.to_on.data < was.from_on:
            refuse(self.to_on, "families.relationship.e_to_early")
        return sound and not self.errors

    def change(self) -> RelationshipChange:
        return RelationshipChange(
            parental_responsibility=self.responsibility.data,
            responsibility_basis=(self.basis.data or None) if self.responsibility.data else None,
            lives_with=self.lives_with.data,
            to_on=self.to_on.data,
            why=self.why.data or "",
        )


class WorkerForm(ReasonForm):
    staff = RadioField("families.workers.l_staff", validators=[Chosen("families.workers.e_staff")])
    role = RadioField(
        "families.workers.l_role",
        choices=choices("families.role", ["cover", "allocated"]),
        validators=[Chosen("families.workers.e_role")],
    )
    covering_for = RadioField("families.workers.l_covering_for")
    from_on = DayField("families.workers.l_from", "families.workers.e_from")
    until_on = DayField("families.workers.l_until", "families.workers.e_until", needed=False)

    def check(self, today: date) -> bool:
        sound = self.validate()
        if self.role.data == "cover" and not self.covering_for.data:
            refuse(self.covering_for, "families.workers.e_covering_for")
        if self.role.data == "cover" and self.covering_for.data == self.staff.data and self.staff.data:
            refuse(self.covering_for, "families.workers.e_self")
        if self.from_on.data and self.from_on.data < today:
            refuse(self.from_on, "families.workers.e_from_early")
        if self.role.data == "cover" and self.until_on.data is None and not self.until_on.errors:
            refuse(self.until_on, "families.workers.e_until")
        if self.until_on.data and self.until_on.data < (self.from_on.data or today):
            refuse(self.until_on, "families.workers.e_until_early")
        return sound and not self.errors
