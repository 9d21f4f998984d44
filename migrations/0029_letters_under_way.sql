-- migrate:up

-- Between the look at whether a letter may leave and its leaving lie moments. Whoever takes away its reason (calls a
-- visit off, moves it, ends somebody's reading, stops letters) waits for those under way, and from then on none is
-- decided on before it is committed: so nothing leaves after they were told that it is done. A worker begins to hand
-- over no letter that it claimed more than 2.5 seconds ago; so longer than 3 seconds after a claim there is nothing to
-- wait for, whatever became of its worker.
CREATE FUNCTION let_letters_pass(about text, asked uuid) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('letters ' || about || ' ' || asked::text, 0));
    WHILE EXISTS (SELECT FROM letter AS l
                   WHERE l.state = 'claimed' AND l.claimed_at > clock_timestamp() - interval '3 seconds'
                     AND CASE about WHEN 'of' THEN l.person_id ELSE l.subject_id END = asked) LOOP
        PERFORM pg_sleep(0.01);
    END LOOP;
END
$$;

-- A visit that is called off, ended, moved, or not announced any more.
CREATE FUNCTION let_letters_of_a_visit_pass() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM let_letters_pass('about', new.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER letters_of_a_visit_pass AFTER UPDATE OF state, starts_at, announced, shared_at ON visit
FOR EACH ROW WHEN (old.state = 'planned' AND old.announced
    AND (old.state, old.starts_at, old.announced) IS DISTINCT FROM (new.state, new.starts_at, new.announced))
EXECUTE FUNCTION let_letters_of_a_visit_pass();

-- Somebody who may not read a visit's plan any more.
CREATE FUNCTION let_letters_of_a_reader_pass() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM let_letters_pass('about', new.visit_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER letters_of_a_reader_pass AFTER UPDATE OF ended_at ON visit_reader
FOR EACH ROW WHEN (old.ended_at IS NULL AND new.ended_at IS NOT NULL)
EXECUTE FUNCTION let_letters_of_a_reader_pass();

-- What concerns one person, whatever a letter to them is about: an order, their plan, a number that they gave up.
CREATE FUNCTION let_letters_of_a_person_pass() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM let_letters_pass('of', new.person_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER letters_of_somebody_kept_away_pass AFTER INSERT OR UPDATE ON restriction
FOR EACH ROW EXECUTE FUNCTION let_letters_of_a_person_pass();
CREATE TRIGGER letters_by_a_plan_pass AFTER UPDATE ON safe_contact_plan
FOR EACH ROW EXECUTE FUNCTION let_letters_of_a_person_pass();
CREATE TRIGGER letters_to_a_number_pass AFTER UPDATE OF ended_at ON contact_point
FOR EACH ROW WHEN (old.ended_at IS NULL AND new.ended_at IS NOT NULL)
EXECUTE FUNCTION let_letters_of_a_person_pass();

-- Somebody whose letters are stopped, or everybody of a family.
CREATE FUNCTION let_stopped_letters_pass() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM let_letters_pass('of', p.person_id)
       FROM (SELECT new.person_id AS person_id
              UNION SELECT c.child_id FROM child_plan AS c WHERE c.family_id = new.family_id
              UNION SELECT r.person_id FROM child_plan AS c JOIN relationship AS r ON r.child_id = c.child_id
                     WHERE c.family_id = new.family_id
              ORDER BY person_id) AS p
      WHERE p.person_id IS NOT NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER stopped_letters_pass AFTER INSERT ON letter_stop
FOR EACH ROW EXECUTE FUNCTION let_stopped_letters_pass();

-- Somebody who is nobody's any more.
CREATE FUNCTION let_last_letters_pass() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM let_letters_pass('of', new.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER last_letters_pass AFTER UPDATE OF ended_at ON person
FOR EACH ROW WHEN (old.ended_at IS NULL AND new.ended_at IS NOT NULL)
EXECUTE FUNCTION let_last_letters_pass();

-- migrate:down
