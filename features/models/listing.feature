Feature: The models that can be served are listed by what they are
  Whoever starts a server has to know what can be served, and programs have to know it too. The list is made from
  the model folders that are there, never from a table of names, and it says the same as the server that serves one.

  @smoke @system @req.POR-1 @req.CLI-2
  Scenario: [1] The list holds the bundled model, for programs
    When Olive runs "assay list --json"
    Then it ends well, with the models in its data
    And "assay-dense" is among them, in a folder with weights

  @system @req.POR-1
  Scenario: [2] The server lists the model that it serves under the same id
    Given a server
    When Olive runs "assay list --json"
    Then every model that the server lists is among them

  @system @req.CLI-2
  Scenario: [3] The list for people names the same models
    When Olive runs "assay list --json"
    And Olive runs "assay list"
    Then the second output names every model of the first

  @wire @req.WIR-1
  Scenario: [4] A served model is found by its id and as the default
    Given a server
    Then the server's model is found by its id and as "default"
