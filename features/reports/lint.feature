@unit
Feature: Slips that Gherkin lets pass are found
  behave passes a scenario that has no steps and takes a mistyped first step for a description. A suite that lets
  such things stand is green for nothing.

  Scenario: [1] Every slip is named with its place
    Given the sample suite "slips"
    When the samples are checked with "--lint-only"
    Then the check says each of
      | finding                                                                        |
      | features/slips.feature:1: tags.yaml has no tag @unheard                        |
      | features/slips.feature:2: a feature opens with prose that says what it promises |
      | features/slips.feature:4: requirements.yaml has no requirement ONE-9           |
      | features/slips.feature:5: a scenario without steps proves nothing              |
      | features/slips.feature:7: this line reads like a step and is taken for prose   |
      | features/slips.feature:11: gaps.yaml has no gap nowhere                        |
      | features/slips.feature:12: another scenario here has the number [2]            |
      | features/slips.feature:15: another scenario here has the title 'A number twice' |
      | features/slips.feature:16: no step says: Then nobody knows what this says      |
      | features/slips.feature:18: a title opens with its number                       |
      | features/slips.feature:21: 11 steps, 10 at most                                |
      | features/slips.feature:37: tags.yaml has no tag @slwo                          |
      | features/slips.feature:43: only a @system scenario can have a fresh server     |
      | steps/words.py:5: a step of 6 lines, 5 at most                                 |
      | steps/words.py:15: no feature uses this step: nobody says this                 |
    And the check has failed

  Scenario: [2] Plain behave says so too, whatever it runs, and its run does not count as good
    Given the sample suite "slips"
    When plain behave runs the samples with "features/slips.feature:18"
    Then the report counts
      | proven | broken | known gap | not applicable | not run |
      | 1      | 0      | 0         | 0              | 7       |
    And the check says "features/slips.feature:16: no step says: Then nobody knows what this says"
    And the page says each of
      | what             | words                                  |
      | the sentence     | steps/words.py:15: no feature uses this |
      | what it comes to | the run cannot count as good           |
    And the check has failed

  Scenario: [3] A clean suite has no findings
    Given the sample suite "clean"
    When the samples are checked with "--lint-only"
    Then the check has succeeded
    When plain behave runs the samples with ""
    Then the check has succeeded
