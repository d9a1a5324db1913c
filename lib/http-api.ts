import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnStage,
  HttpApi as Gateway,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { ApiDomain } from './api-domain.ts';
import type { Settings } from './settings.ts';

export interface HttpApiProps {
  readonly settings: Settings;
}

/**
 * The HTTPS front: routes, throttling and access logs. Keys are checked inside the functions; the only page that calls
 * it is its own console, so no CORS.
 */
export class HttpApi extends Construct {
  /** Without a slash at the end. */
  readonly url: string;
  /** Every origin that it has, for a browser. */
  readonly origins: readonly string[];
  private readonly gateway: Gateway;
  private readonly stage: HttpStage;
  private readonly settings: Settings;

  constructor(scope: Construct, id: string, { settings }: HttpApiProps) {
    super(scope, id);
    this.settings = settings;
    this.gateway = new Gateway(this, 'Gateway', { createDefaultStage: false });
    acknowledge(
      this,
      'APIG4',
      'API keys and their roles are checked inside the functions: every refusal has the same body, and a key can be revoked at once.',
    );
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: settings.logRetentionDays as RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.gateway,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: settings.apiRequestRate, burstLimit: 2 * settings.apiRequestRate },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLogs),
        // The route, never the path or the query: those can hold e-mail addresses.
        format: AccessLogFormat.custom(
          JSON.stringify({
            requestId: '$context.requestId',
            at: '$context.requestTime',
            ip: '$context.identity.sourceIp',
            route: '$context.routeKey',
            method: '$context.httpMethod',
            status: '$context.status',
            bytes: '$context.responseLength',
            milliseconds: '$context.responseLatency',
            fault: '$context.integrationErrorMessage',
          }),
        ),
      },
    });
    if (settings.apiDomain !== '') new ApiDomain(this, 'Domain', { api: this.gateway, stage: this.stage, settings });
    const given = settings.apiDomain === '' ? [] : [`https://${settings.apiDomain}`];
    this.origins = [...given, this.gateway.apiEndpoint];
    this.url = given[0] ?? this.gateway.apiEndpoint;
  }

  /** Answers that are a fault of ours, 5xx. */
  errors(options: MetricOptions): Metric {
    return this.gateway.metricServerError(options);
  }

  /** Hands the calls of some resources, e.g. `/v1/tasks` and all below it, to a function. */
  route(id: string, target: IFunction, resources: readonly string[]): void {
    const integration = new HttpLambdaIntegration(id, target);
    for (const resource of resources) {
      this.gateway.addRoutes({ path: resource, methods: [HttpMethod.ANY], integration });
      this.gateway.addRoutes({ path: `${resource}/{proxy+}`, methods: [HttpMethod.ANY], integration });
    }
  }

  /** Hands one call to another function than the rest of its resource. */
  routeCall(id: string, target: IFunction, call: { method: HttpMethod; path: string }): void {
    this.gateway.addRoutes({
      path: call.path,
      methods: [call.method],
      integration: new HttpLambdaIntegration(id, target),
    });
  }

  /** Hands what is only read at some paths to a function. */
  routeReads(id: string, target: IFunction, paths: readonly string[]): void {
    const integration = new HttpLambdaIntegration(id, target);
    for (const path of paths) this.gateway.addRoutes({ path, methods: [HttpMethod.GET], integration });
  }

  /**
   * Hands the public pages of tokens below a path, e.g. `/u`, to a function. Mail gateways open every link as a mail
   * arrives: readers must not wait behind them, nor the API behind both.
   */
  routePages(id: string, target: IFunction, path: string): void {
    const integration = new HttpLambdaIntegration(id, target);
    const resource = `${path}/{token}`;
    const routes = this.gateway.addRoutes({ path: resource, methods: [HttpMethod.ANY], integration });
    const stage = this.stage.node.defaultChild as CfnStage;
    stage.routeSettings = {
      [`${HttpMethod.ANY} ${resource}`]: {
        ThrottlingRateLimit: this.settings.pageRequestRate,
        ThrottlingBurstLimit: this.settings.pageRequestRate,
      },
    };
    // A stage can limit only a route that exists.
    stage.node.addDependency(...routes);
  }

  /** Hands every other call to a function, so that also a wrong path is answered with a problem. */
  routeTheRest(id: string, target: IFunction): void {
    new HttpRoute(this, id, {
      httpApi: this.gateway,
      routeKey: HttpRouteKey.DEFAULT,
      integration: new HttpLambdaIntegration(id, target),
    });
  }
}
