Feature: What a model is known to get wrong is said beside it
  A model has faults that no server mends. They are written down where the model lies: what, since when, and how it was
  seen. Whoever looks at the model is told, and so is whoever reads the report; nothing works around them in silence.

  @system @req.POR-6 @req.CLI-2
  Scenario: [1] Looking at a model shows what it is known to get wrong
    When Olive runs "assay show assay-dense --json"
    Then stdout is one envelope of "show" that says "ok"
    And the known problem "model-plans-of-nine" stands there since "2026-11-21"

  @system @req.POR-6
  Scenario: [2] People are told, too, with what shows it
    When Olive runs "assay show assay-dense"
    Then "cuts one, or counts wrongly. (since 2026-11-21; features/models/plans_and_routes.feature" stands on stdout

  @unit @req.POR-6
  Scenario: [3] A scenario that fails for it is a known gap, and the report gives the model's own words
    Given the sample suite "outcomes"
    When the samples are checked with "features/isolation"
    Then the page says each of
      | what                           | words                   |
      | what is known of the model     | The sea comes and goes. |
      | since when                     | Known since 2026-11-20. |

  @unit @req.POR-6
  Scenario: [4] What no scenario shows is in the report, too
    Given the sample suite "outcomes"
    When the samples are checked with "features/isolation"
    Then the page says each of
      | what                           | words                                             |
      | what is known of the model     | sea: It tastes of salt. Known since 2026-11-19.   |

  @system @req.POR-6 @req.CLI-2
  Scenario: [5] What a model was measured to do is written into its card, in the place of what stood there
    When Olive has a copy of the bundled model measured, 2 cases of "echo", and its card written
    Then stdout is one envelope of "forge evaluate" that says "ok"
    And the card's table has 1 row, which begins with "| echo | 256 |"

  @system @req.POR-3
  Scenario: [6] But never into the card of a model that others keep
    Given Olive has a Hugging Face cache with these models
      | model      | commit | ref  | holds             |
      | acme/tulip | 0a11   | main | the bundled model |
    When Olive runs "assay forge evaluate acme/tulip --skill echo --cases 1 --write-card" with that cache
    Then it ends with 1
    And it says "where nothing is written: measure a copy" on stderr, and nothing on stdout
    And nobody has written in that cache
