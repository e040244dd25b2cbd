Feature: The suite tells programs what it found
  A build that runs the suite wants its figures and its files without reading a page. An envelope that says "ok" of a run
  in which something is broken, or holds nothing at all, leaves it to scraping text that is meant for people.

  @system @req.CLI-2
  Scenario: [1] A run that proves everything says what it came to, and the report says it again
    Given the sample suite "clean"
    When Olive runs "assay check --json" in the samples
    Then stdout is one envelope of "check" that says "ok"
    And its data holds {"passed": 1, "failed": 0, "skipped": 0, "findings": [], "problems": []}
    When Olive runs "assay report --json" in the samples
    Then stdout is one envelope of "report" that says "ok"
    And its data holds {"passed": 1, "failed": 0, "skipped": 0}

  @system @req.CLI-2 @req.CLI-3
  Scenario: [2] A run in which something is broken is a failure, in one sentence
    Given the sample suite "outcomes"
    When Olive runs "assay check features/isolation --json" in the samples
    Then stdout is one envelope of "check" that says "error"
    And it ends with 1
    And the reason stands on stderr, too

  @system @req.CLI-2
  Scenario: [3] What the lint finds alone is a failure as well
    Given the sample suite "slips"
    When Olive runs "assay check --lint-only --json" in the samples
    Then stdout is one envelope of "check" that says "error"
    And it ends with 1

  @system @req.CLI-2
  Scenario: [4] Each mutant that was tried is told with its verdict
    Given the sample suite "mutants"
    When Olive runs "assay verify noticed --json" in the samples
    Then stdout is one envelope of "verify" that says "ok"
    And its data holds {"mutants": [{"name": "noticed", "verdict": "killed", "scenario": "features/sums/adding.feature:4"}], "pretenders": []}

  @system @req.CLI-2 @req.CLI-3
  Scenario: [5] A mutant that nothing noticed is a failure, in one sentence
    Given the sample suite "mutants"
    When Olive runs "assay verify unnoticed --json" in the samples
    Then stdout is one envelope of "verify" that says "error"
    And it ends with 1
    And the reason stands on stderr, too

  @system @req.CLI-3
  Scenario Outline: [6] Wrong usage is told on stderr, with what to do: <line>
    Given the sample suite "clean"
    When Olive runs "<line>" in the samples
    Then it ends with 2
    And it says "<words>" on stderr, and nothing on stdout

    Examples:
      | line                                | words                                      |
      | assay check features/nowhere.feature | can't read a feature                      |
      | assay verify unheard                | there is no mutant or stub unheard         |
