@unit
Feature: The report says what was shown, and nothing more
  A report is read by people who did not see the run. What was not run must never look proven, what is broken must
  say why, and two counts of the same run must agree, or nobody can rely on the green.

  Background:
    Given the sample suite "outcomes"

  Rule: Every scenario counts once, as what it was

    Scenario: [1] Only what was shown is proven
      When the samples are checked with "--tags='not @later'"
      Then the check ends with "scenarios: 3 passed, 6 failed, 4 skipped"
      And the report counts
        | proven | broken | known gap | not applicable | not run |
        | 3      | 6      | 1         | 1              | 2       |
      And JUnit counts the same as the report
      And Cucumber Messages tell of 13 scenarios, 11 of which ran and 6 failed
      And the check has failed

    Scenario: [2] What a dead process left behind is broken, and what it never reached is not run
      When the samples are checked with "features/streaming"
      Then the report says of "streaming"
        | title                    | outcome | reason                                                 |
        | [1] The one before       | proven  |                                                        |
        | [2] The one it dies in   | broken  |                                                        |
        | [3] The one behind       | not run | not reached: its process ended with 9 before its end   |

    Scenario Outline: [3] Plain behave leaves the same counts, whatever it shows: <option>
      When plain behave runs the samples with "features/isolation --tags='not @later' <option>"
      Then the report counts
        | proven | broken | known gap | not applicable | not run |
        | 2      | 5      | 1         | 1              | 4       |
      And JUnit counts the same as the report
      And the page says each of
        | what                    | words                     |
        | a sentence's definition | <td><code>steps/words.py: |

      Examples:
        | option         |
        | --show-skipped |
        | --no-skipped   |

    Scenario: [4] A selection of nothing proves nothing
      When the samples are checked with "--tags=@smoke"
      Then the check has failed
      And the check says "nothing was selected"

  Rule: What is broken says why

    Scenario: [5] The page shows what a reader needs to judge and repeat a run
      When the samples are checked with "features/isolation"
      Then the page says each of
        | what                         | words                                       |
        | the sentence that failed     | it raises                                   |
        | what it raised               | ConnectionError: the cable was cut          |
        | the request and its answer   | GET /sample                                 |
        | why something does not apply | the target has no wings                     |
        | what is known of a gap       | The sea comes and goes.                     |
        | a figure and its target      | ≤ 5 apples                                  |
        | a promise that nothing shows | Nobody shows this.                          |
        | the command for another try  | behave features/isolation/agents.feature:23 |
        | that there was no Metal      | Not on Metal                                |
        | what was expected            | <h4>Expected</h4><pre>1</pre>               |
        | and what came                | <h4>Got</h4><pre>2</pre>                    |
        | the end of a log             | The sea was calm until noon.                |
        | all that served              | the sea (3f9c2a7711aa), the lake (81d0e5b6c2f9) on |
        | what took longest            | <h2>Slowest                                 |
        | a sentence's definition      | <td><code>steps/words.py:                   |

    Scenario: [6] The page names what was tested, and when
      Given the samples are committed
      When the samples are checked with "features/isolation"
      Then the page names that commit, and the day

    Scenario: [7] The key of a target never reaches the report
      When the samples are checked with "features/isolation -D target=http://h -D key=sk-4711"
      Then no file of the report says "sk-4711"

    Scenario: [8] The last lines of a run name what is broken, why, and how to try again
      When the samples are checked with "features/isolation/agents.feature:23"
      Then the check says "broken: [3] A step that raises"
      And the check says "ConnectionError: the cable was cut"
      And the check says "once more: behave features/isolation/agents.feature:23"

  Rule: Two counts that disagree are no count

    Scenario: [9] A failure that a hook takes back is found out
      Given the sample suite "whitewashed"
      When the samples are checked with ""
      Then the check says "1 passed, 1 failed, 0 skipped here, but 2 passed, 0 failed, 0 skipped in JUnit"
      And the page says each of
        | what           | words                |
        | the other sum  | JUnit says           |
        | that it is bad | cannot count as good |
      And the check has failed
