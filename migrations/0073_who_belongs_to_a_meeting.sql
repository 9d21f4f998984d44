-- migrate:up

-- Whether somebody who is asked to a meeting belongs to it still, as those are told who run it. `told_meetings_by` asks
-- the same of a reader's own meetings, with ties that it has already. Three statements asked it, each in its own words,
-- and none of them what 0059 added there: of who speaks up for a child of the family, to be chosen again at 18.
CREATE FUNCTION belongs_to_meeting(reader meeting_reader) RETURNS boolean LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT CASE reader.kind
       WHEN 'partner' THEN true
       WHEN 'advocate' THEN is_spoken_for(reader.chosen_by, reader.meeting_id)
                            AND NOT was_before_18(reader.person_id, reader.chosen_by, reader.added_at)
       ELSE is_spoken_for(reader.person_id, reader.meeting_id) END;
END;

-- migrate:down
