-- migrate:up

-- Statements ask the narrower rules: shared_plans and staffed_visits, shared_visit_topics and staffed_visits, and for what
-- was decided the readers of each decision. A rule that nobody asks could go wrong without anybody missing it. A process
-- of the release before this one does not ask them either.
-- squawk-ignore ban-drop-function
DROP FUNCTION readable_visit_topics (uuid);
-- squawk-ignore ban-drop-function
DROP FUNCTION readable_visits (uuid);
-- squawk-ignore ban-drop-function
DROP FUNCTION readable_decisions (uuid);

-- migrate:down
