"""All pages of this feature."""

from portal.families import handlers_contact, handlers_relationship, handlers_restriction, handlers_workers

routes = [
    *handlers_contact.routes,
    *handlers_restriction.routes,
    *handlers_relationship.routes,
    *handlers_workers.routes,
]
