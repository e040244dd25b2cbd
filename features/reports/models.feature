@unit
Feature: What holds on one model is asked of any other
  Whoever has a model of their own wants to know whether the server keeps its word with it, promise by promise, beside those
  that ship. A model that was left out without a word, or a table that says less than its runs did, would promise too much.

  Background:
    Given the sample suite "models"

  @req.POR-4
  Scenario: [1] Each promise has an outcome on each model
    When Olive runs "assay check --models assay-dense --models assay-dense-8bit --json" in the samples
    Then stdout is one envelope of "check" that says "error"
    And it ends with 1
    And the table of models says
      | promise | assay-dense | assay-dense-8bit |
      | SEA-1   | proven 1/1  | proven 1/1       |
      | SEA-2   | proven 1/1  | broken 0/1       |

  @req.POR-2
  Scenario: [2] A model that does not fit is left out with the reason, and fails nothing
    When Olive runs "assay check features/sea.feature:5 --models assay-dense --models assay-dense-8bit --json" in the samples, set to {"memory_budget_bytes": 48000000}
    Then stdout is one envelope of "check" that says "ok"
    And the table of models says
      | promise | assay-dense-8bit |
      | SEA-1   | proven 1/1       |
    And it says of "assay-dense" that it "takes about"

  @req.CLI-3
  Scenario Outline: [3] What can't be meant is refused: <options>
    When Olive runs "assay check <options>" in the samples
    Then it ends with 2
    And it says "<words>" on stderr, and nothing on stdout

    Examples:
      | options                                            | words                        |
      | --models assay-dense --target http://127.0.0.1:9   | leave out --target           |
      | --models nowhere                                   | there is no model 'nowhere'  |

  @req.POR-4
  Scenario: [4] The report of the next run has the table, too
    When Olive runs "assay check --models assay-dense-8bit" in the samples
    And Olive runs "assay check" in the samples
    Then the page says each of
      | what                 | words                                              |
      | what it came to      | 2 promises on 1 model: nothing broken on 0 of them |
      | the model's own page | models/assay-dense-8bit/report.html                |

  @req.POR-1
  Scenario: [5] Discovered are those that were found on this machine and do not ship, whole or not
    Given Olive has a Hugging Face cache with these models
      | model        | commit | ref  | holds                                            |
      | acme/tulip   | 0a11   | main | the bundled model                                |
      | acme/partial | 0a13   | main | one of two shards, and a download that broke off |
    When Olive runs "assay check --models discovered --json" in the samples, with that cache
    Then stdout is one envelope of "check" that says "ok"
    And the table of models says
      | promise | acme/tulip |
      | SEA-1   | proven 1/1 |
      | SEA-2   | proven 1/1 |
    And it says of "acme/partial" that it "model-00002-of-00002.safetensors is missing"
    And nobody has written in that cache

  @req.POR-1 @req.POR-4
  Scenario: [6] All are those that ship and those that were found
    Given Olive has a Hugging Face cache with these models
      | model        | commit | ref  | holds                                            |
      | acme/tulip   | 0a11   | main | the bundled model                                |
      | acme/partial | 0a13   | main | one of two shards, and a download that broke off |
    When Olive runs "assay check features/sea.feature:5 --models all --json" in the samples, with that cache
    Then stdout is one envelope of "check" that says "ok"
    And the table of models says
      | promise | assay-dense | assay-dense-8bit | assay-experts | assay-hybrid | assay-sliding | acme/tulip |
      | SEA-1   | proven 1/1  | proven 1/1       | proven 1/1    | proven 1/1   | proven 1/1    | proven 1/1 |
    And nobody has written in that cache
