-- migrate:up

-- Whether somebody of staff could be given a family: they have come in with words of their own; or they are being let in
-- again, with work that they had. Whoever was approved and has not come yet would be sent words that nobody reads.
CREATE FUNCTION has_come_in(staff uuid) RETURNS boolean LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT EXISTS (SELECT FROM account AS a
                WHERE a.person_id = staff
                  AND (a.state = 'active'
                       OR a.state = 'invited' AND EXISTS (SELECT FROM involvement AS i WHERE i.staff_id = staff)));
END;

-- migrate:down
