"""All pages of meetings: of who runs them, of who is asked, of partners."""

from portal.meetings import (
    handlers_advocate,
    handlers_decisions,
    handlers_decisions_sharing,
    handlers_decisions_writing,
    handlers_family,
    handlers_partner,
    handlers_putting_right,
    handlers_staff,
    handlers_views_of_it,
)

routes = [
    *handlers_staff.routes,
    *handlers_views_of_it.routes,
    *handlers_partner.routes,
    *handlers_advocate.routes,
    *handlers_decisions.routes,
    *handlers_decisions_sharing.routes,
    *handlers_decisions_writing.routes,
    *handlers_putting_right.routes,
    *handlers_family.routes,
]
