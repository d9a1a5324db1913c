import { CfnOutput, Stack } from 'aws-cdk-lib';
import { ApiMapping, DomainName, type HttpApi, type HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, CfnCertificate, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';

export interface ApiDomainProps {
  readonly api: HttpApi;
  readonly stage: HttpStage;
  readonly settings: Pick<Settings, 'apiDomain' | 'apiCertificateArn' | 'apiHostedZoneId'>;
}

/** The user's own host name for the API. The API's original host still answers, so links in old mails work. */
export class ApiDomain extends Construct {
  constructor(scope: Construct, id: string, { api, stage, settings }: ApiDomainProps) {
    super(scope, id);
    const { apiDomain, apiHostedZoneId } = settings;
    const name = new DomainName(this, 'Name', { domainName: apiDomain, certificate: this.certificate(settings) });
    new ApiMapping(this, 'Mapping', { api, domainName: name, stage });
    if (apiHostedZoneId === '') {
      new CfnOutput(Stack.of(this), 'ApiDomainTarget', {
        value: name.regionalDomainName,
        description: `The target for the CNAME record of ${apiDomain}.`,
      });
      return;
    }
    for (const type of ['A', 'AAAA']) {
      new CfnRecordSet(this, type, {
        hostedZoneId: apiHostedZoneId,
        name: apiDomain,
        type,
        aliasTarget: { dnsName: name.regionalDomainName, hostedZoneId: name.regionalHostedZoneId },
      });
    }
  }

  private certificate({ apiDomain, apiCertificateArn, apiHostedZoneId }: ApiDomainProps['settings']): ICertificate {
    const made = () =>
      // By the id of the zone alone: looking up its name would need the account at synthesis.
      new CfnCertificate(this, 'Certificate', {
        domainName: apiDomain,
        validationMethod: 'DNS',
        domainValidationOptions: [{ domainName: apiDomain, hostedZoneId: apiHostedZoneId }],
      }).ref;
    return Certificate.fromCertificateArn(this, 'Given', apiCertificateArn === '' ? made() : apiCertificateArn);
  }
}
