-- migrate:up

-- Where links were asked from: a keyed hash, for one account only, so that a stranger uses up their own part of what leaves
-- and not all of it. Forgotten after two days.
ALTER TABLE sign_in_link ADD COLUMN asked_from bytea;
GRANT UPDATE (asked_from, voided_at, void_why) ON sign_in_link TO portal_worker;

-- Whoever opened a link can say that it was not for them.
-- squawk-ignore ban-drop-constraint
ALTER TABLE sign_in_link DROP CONSTRAINT reasons_to_void_are_known;
ALTER TABLE sign_in_link ADD CONSTRAINT reasons_to_void_are_known
CHECK (void_why IN ('newer', 'too_many', 'wrong_numbers', 'not_safe', 'not_theirs')) NOT VALID;

-- A number that does not work any more may be somebody else's soon: what left for it ends with it (0060 ended it where the
-- number was taken away). So does what left by a way that somebody says no to now, on a page or with STOP.
CREATE TRIGGER links_to_it_end_as_it_fails AFTER UPDATE OF works ON contact_point
FOR EACH ROW WHEN (old.works AND NOT new.works) EXECUTE FUNCTION void_links_to_a_point();

CREATE FUNCTION void_links_by_a_way() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE sign_in_link AS l
       SET voided_at = coalesce(this_moment(), l.ends_at), void_why = 'not_safe'
      FROM account AS a
     WHERE a.person_id = new.person_id AND l.council_id = a.council_id AND l.account_id = a.id
       AND l.kind = 'reset' AND l.used_at IS NULL AND l.voided_at IS NULL
       AND EXISTS (SELECT FROM letter AS t
                    WHERE t.council_id = l.council_id AND t.subject_kind = 'sign_in_link' AND t.subject_id = l.id
                      AND t.state IN ('claimed', 'sent', 'delivered', 'ambiguous')
                      AND CASE t.channel WHEN 'text' THEN new.texting = 'no' WHEN 'email' THEN new.email = 'no' END);
    RETURN NULL;
END
$$;
CREATE TRIGGER links_end_with_their_way AFTER UPDATE OF texting, email ON safe_contact_plan
FOR EACH ROW WHEN (
    (old.texting <> 'no' AND new.texting = 'no') OR (old.email <> 'no' AND new.email = 'no')
) EXECUTE FUNCTION void_links_by_a_way();

-- An account without a last day, or before it: on that day nothing opens with it any more.
CREATE FUNCTION account_lasts(ends_on date) RETURNS boolean LANGUAGE sql STABLE
RETURN ends_on IS NULL OR ends_on > this_day();

-- Whether somebody chairs a meeting, or manages a plan of it: a manager who only covers there shows no words again that
-- were left out for a reader.
CREATE FUNCTION may_show_again(actor uuid, meeting uuid) RETURNS boolean LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT EXISTS (SELECT FROM chaired_meetings(actor) AS c JOIN person AS me ON me.id = actor AND me.staff_role = 'chair'
                WHERE c.id = meeting)
    OR EXISTS (SELECT FROM managed_plans(actor) AS s JOIN meeting_child AS k ON k.child_plan_id = s.child_plan_id
                WHERE k.meeting_id = meeting);
END;

-- When somebody last could hear what has become of a visit or a meeting: a letter about it left, or they signed in.
CREATE FUNCTION heard_at(someone uuid, about uuid) RETURNS timestamptz LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT greatest(
    (SELECT l.at FROM last_sign_in AS l WHERE l.person_id = someone),
    (SELECT max(t.sent_at) FROM letter AS t
      WHERE t.person_id = someone AND t.subject_id = about AND t.key IN ('visit', 'changed')
        AND t.state IN ('sent', 'delivered', 'ambiguous'))
);
END;

-- `was_at` is the time that somebody knows. Moved twice before they could hear of it, that is the one before both.
CREATE FUNCTION keep_the_time_they_know() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF old.moved_at > coalesce(greatest(
        heard_at(new.person_id, new.meeting_id),
        (SELECT t.saved_at FROM meeting_part AS t
          WHERE t.meeting_id = new.meeting_id AND t.person_id = new.person_id AND t.taking_part IS NOT NULL)
    ), '-infinity') THEN
        new.was_at := old.was_at;
    END IF;
    RETURN new;
END
$$;
CREATE TRIGGER readers_know_a_time BEFORE UPDATE OF moved_at ON meeting_reader
FOR EACH ROW WHEN (
    old.was_at IS NOT NULL AND new.was_at IS NOT NULL AND new.moved_at > old.moved_at
) EXECUTE FUNCTION keep_the_time_they_know();

-- migrate:down
