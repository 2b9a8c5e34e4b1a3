import { LineChart } from 'echarts/charts';
import { DataZoomComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { use } from 'echarts/core';
import './echarts.ts';

// What a course in time needs beside the small charts of the wall.
use([LineChart, TooltipComponent, DataZoomComponent, MarkLineComponent]);
