"""A council as somebody types it to have it made."""

from portal.new_council import NewCouncil

NEW = NewCouncil(
    name="Invented Borough Council",
    service_name="Lantern",
    host="127.0.0.1",
    team="Families",
    phone="020 7946 0300",
    out_of_hours_name="Night team",
    out_of_hours_phone="020 7946 0399",
    administrator="Robin Vale",
    email="Robin.Vale@invented.example.gov.uk",
)
