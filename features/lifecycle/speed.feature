Feature: A server is there before anyone gets impatient
  A server is started again whenever a machine is, or its settings change: what takes long then is taken out of
  everybody's day, and a supervisor that waits too long gives up.

  @smoke @alone @system @req.SRV-1
  Scenario: [1] A server with the bundled model is ready within five seconds
    When Olive starts a server
    Then it is ready within 5 seconds
    And stdout holds one line
    And "/health/live" answers 200
    And "/health/startup" answers 200
    And "/health/ready" answers 200

  @alone @system @req.SRV-1
  Scenario: [2] Loading the bundled model takes less than a second
    Given a fresh server
    Then its model was loaded within 1 second
