"""All addresses of cover and of changes of worker."""

from portal.cover.handlers_away import routes as away
from portal.cover.handlers_covering import routes as covering
from portal.cover.handlers_handover import routes as handover
from portal.cover.handlers_managers import routes as managers
from portal.cover.handlers_moves import routes as moves
from portal.cover.handlers_team import routes as team
from portal.cover.handlers_withdrawing import routes as withdrawing

routes = [*away, *covering, *handover, *managers, *moves, *team, *withdrawing]
