import { arn, type ResourceType } from '../resource-type.ts'

const watching = 'alarms and dashboards watch AWS; here you watch yourself'

export const operatingTypes: Record<string, ResourceType> = {
  'AWS::Logs::LogGroup': {
    here: 'no effect',
    how: 'the logs are files in the data directory',
    nameProperty: 'LogGroupName',
    attributes: { Arn: ({ name }) => `${arn('logs', `log-group:${name}`)}:*` },
  },
  'AWS::Logs::MetricFilter': { here: 'no effect', how: watching },
  'AWS::Logs::QueryDefinition': { here: 'no effect', how: watching },
  'AWS::Logs::ResourcePolicy': { here: 'no effect', how: 'nothing delivers logs here' },
  'AWS::CloudWatch::Alarm': {
    here: 'no effect',
    how: watching,
    nameProperty: 'AlarmName',
    attributes: { Arn: ({ name }) => arn('cloudwatch', `alarm:${name}`) },
  },
  'AWS::CloudWatch::CompositeAlarm': {
    here: 'no effect',
    how: watching,
    nameProperty: 'AlarmName',
    attributes: { Arn: ({ name }) => arn('cloudwatch', `alarm:${name}`) },
  },
  'AWS::CloudWatch::Dashboard': { here: 'no effect', how: watching, nameProperty: 'DashboardName' },
  'AWS::Budgets::Budget': { here: 'no effect', how: 'nothing here costs money' },
  'AWS::CDK::Metadata': { here: 'no effect', how: 'tells AWS which constructs are used' },
}
