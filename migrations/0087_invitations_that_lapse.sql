-- migrate:up

-- Somebody who was asked for waits as long for a second person as a link that was sent stands: seven days.
CREATE FUNCTION ends_at(invitation staff_invitation) RETURNS timestamptz LANGUAGE sql IMMUTABLE
RETURN invitation.asked_at + interval '7 days';

-- Nobody said yes in that time, or who asked is no administrator any more: what they asked for ends with their right to.
CREATE FUNCTION has_lapsed(invitation staff_invitation) RETURNS boolean LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT invitation.outcome IS NULL
       AND (ends_at(invitation) <= this_moment()
            OR NOT EXISTS (SELECT FROM person AS k
                            WHERE k.id = invitation.asked_by AND k.staff_role = 'administrator' AND k.ended_at IS NULL));
END;

-- migrate:down
