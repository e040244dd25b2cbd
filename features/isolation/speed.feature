Feature: Who shares a model waits no longer than a person likes to
  Five people on one model are served side by side and not in a row: an answer that comes too late is looked for
  elsewhere, by asking again, and then everybody waits.

  @alone @stateful @req.ISO-5
  Scenario: [1] Five agents at once are answered within two seconds
    Given a server
    When all of them say "What is the access code?" at the same moment, 8 times
    Then 95 % of the answers took less than 2 seconds
