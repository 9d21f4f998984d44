"""All pages of this feature."""

from portal.families import (
    handlers_adding,
    handlers_contact,
    handlers_plans,
    handlers_points,
    handlers_relationship,
    handlers_restriction,
    handlers_stop,
    handlers_workers,
)

routes = [
    *handlers_adding.routes,
    *handlers_contact.routes,
    *handlers_points.routes,
    *handlers_stop.routes,
    *handlers_restriction.routes,
    *handlers_relationship.routes,
    *handlers_workers.routes,
    *handlers_plans.routes,
]
