"""The routes of a visit, on the family's side; a module for each task holds its pages."""

from portal.visits.handlers_after import routes as after
from portal.visits.handlers_change import routes as change
from portal.visits.handlers_plan import routes as plan
from portal.visits.handlers_ready import routes as ready
from portal.visits.handlers_topics import routes as topics

routes = [*plan, *change, *topics, *ready, *after]
