Feature: A model that does not fit is refused before it is loaded
  A model that takes more memory than there is makes the whole machine crawl, or is killed with everything that it had
  in memory. What it takes is estimated as 1.2 times its weights and the caches of its conversations at full length;
  what it may take is a share of the machine's memory, or of the container's.

  @system @req.POR-2
  Scenario Outline: [1] A machine with <machine> GiB gives a model <share>% of them
    When Olive runs "assay list --json" set to {"memory_bytes": <bytes>}
    Then the memory of "assay-dense" is {"budget_bytes": <budget>}

    Examples:
      | machine | share | bytes        | budget       |
      | 8       | 40    | 8589934592   | 3435973837   |
      | 31      | 40    | 33285996544  | 13314398618  |
      | 32      | 50    | 34359738368  | 17179869184  |
      | 63      | 50    | 67645734912  | 33822867456  |
      | 64      | 60    | 68719476736  | 41231686042  |
      | 95      | 60    | 102005473280 | 61203283968  |
      | 96      | 70    | 103079215104 | 72155450573  |

  @system @req.POR-2
  Scenario Outline: [2] The estimate has 1.2 times the weights, and <conversations> conversations of <context> tokens
    When Olive runs "assay list --json" set to {"context_tokens": <context>, "full_conversations": <conversations>}
    Then the memory of "assay-dense" is {"weights_bytes": 7703296, "cache_bytes": <cache>, "estimate_bytes": <estimate>}

    Examples:
      | context | conversations | cache      | estimate   |
      | 4096    | 1             | 41943040   | 51186995   |
      | 1024    | 1             | 10485760   | 19729715   |
      | 4096    | 32            | 1342177280 | 1351421235 |

  @system @req.POR-2
  Scenario Outline: [3] What does not fit is refused with both figures: <line>
    When Olive runs "<line>" set to {"memory_budget_bytes": 20000000}
    Then it ends with 1
    And it says "it takes about 51.2 MB, and a model may take 20.0 MB of memory here" on stderr, and nothing on stdout

    Examples:
      | line                              |
      | assay serve --port 0              |
      | assay run assay-dense 'Hello.'    |

  @system @req.POR-2
  Scenario: [4] The list says so before anybody tries
    When Olive runs "assay list --json" set to {"memory_budget_bytes": 20000000}
    Then of these models it says
      | model       | health | runs here | because                                                              |
      | assay-dense | whole  | no        | it takes about 51.2 MB, and a model may take 20.0 MB of memory here  |

  @system @req.POR-2
  Scenario: [5] It fits with a shorter context
    When Olive runs "assay list --json" set to {"memory_budget_bytes": 20000000, "context_tokens": 1024}
    Then of these models it says
      | model       | health | runs here | because |
      | assay-dense | whole  | yes       |         |

  @system @req.POR-2 @req.SWP-4
  Scenario: [6] A server does not swap to what does not fit, and goes on
    Given a fresh server "little for a model"
    When Olive tries to swap to "variant:an endless context" with {}
    And Ada says "Hello."
    Then Olive is told 422 and the step "checking"
    And the swap failed while "checking": "and a model may take 60.0 MB of memory here"
    And Ada's answer is what a server "one small model" that never met the others gives

  @unit @req.POR-2
  Scenario Outline: [7] The memory of a machine is that of the container in which the server runs: <examples>
    When the examples of "<examples>" are worked through
    Then each comes out as it is written

    Examples:
      | examples               |
      | system.serving.machine |
      | system.serving.memory  |

  @unit @req.SWP-1 @req.POR-2
  Scenario: [8] Unless told otherwise, a model comes beside the one that serves where there is memory for it, else after it
    When the examples of "system.serving.fitness" are worked through
    Then each comes out as it is written
