@unit
Feature: A suite is worth what it catches
  Nobody knows what a green suite is worth until something was broken on purpose. Then the danger is to count as
  caught what was never broken, or what fell over by itself: a verification that flatters is worse than none.

  Background:
    Given the sample suite "mutants"

  Scenario: [1] Only what was broken, and was noticed for what it is, counts as caught
    When the mutants of the samples are tried with ""
    Then their verdicts are
      | mutant    | verdict              | message                                        |
      | unnoticed | survived             | every scenario that should notice it passed    |
      | never_run | survived             | its code was seeded and never ran              |
      | crashing  | wrong reason         | returned non-zero exit status 1                |
      | gone      | not applied          | calculator has no function product any more    |
      | outdated  | not applied          | has no attribute 'carry'                       |
      | elsewhere | not applied          | no process imported abacus                     |
      | unfair    | not green without it | features/sums/adding.feature:8                 |
      | noticed   | killed               | 6                                              |
    And the check says "1 of 8 seeded defects were noticed"
    And the check has failed

  Scenario: [2] A verification in which everything was noticed succeeds
    When the mutants of the samples are tried with "noticed"
    Then the check says "1 of 1 seeded defects were noticed"
    And the check has succeeded

  Scenario: [3] A mutant that nobody knows is not passed over
    When the mutants of the samples are tried with "noticed unheard"
    Then the check says "there is no mutant or stub unheard"
    And the check has failed

  Scenario: [4] The report says what the last verification found
    When the mutants of the samples are tried with "noticed"
    And the samples are checked with ""
    Then the page says each of
      | what                    | words                               |
      | what it found           | 1 of 1 seeded defects were noticed  |
      | what had been tried     | assay verify noticed                |
      | where to read all of it | href="verify.html"                  |
